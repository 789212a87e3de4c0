using System.CommandLine;
using Murmure.Drills;

var kills = new Option<int>("--kills") { Description = "How often the process is killed, for each durability.", DefaultValueFactory = _ => 200 };
var seed = new Option<int>("--seed") { Description = "Seed of the random moments.", DefaultValueFactory = _ => 1 };
var folder = new Option<DirectoryInfo>("--folder")
{
    Description = "Where journals are made; a new folder for temporary files otherwise.", DefaultValueFactory = _ => Directory.CreateTempSubdirectory("murmure-drill-"),
};

var journal = new Command("journal", "Appends numbered records in a process of its own, ends it in every way there is, and counts what the next start finds.")
{
    kills, seed, folder,
};
journal.SetAction((result, cancellation) => JournalDrills.RunAsync(
    result.GetRequiredValue(folder), result.GetRequiredValue(kills), new Random(result.GetRequiredValue(seed)), cancellation));

var murmure = new Option<FileInfo>("--murmure") { Description = "The executable to drill.", Required = true };
var only = new Option<string?>("--only") { Description = "Only drills whose name contains this." };
var server = new Command("server", "Sends numbered beacons to the whole server, ends it in every way there is, and counts what its store has.") { murmure, kills, seed, folder, only };
server.SetAction((result, cancellation) => new ServerDrills(
    result.GetRequiredValue(murmure).FullName, result.GetRequiredValue(folder), new Random(result.GetRequiredValue(seed)), cancellation)
    .RunAsync(result.GetRequiredValue(kills), result.GetValue(only)));

var rate = new Option<int>("--rate") { Description = "Webhooks a second.", DefaultValueFactory = _ => 1000 };
var seconds = new Option<int>("--seconds") { Description = "For how long.", DefaultValueFactory = _ => 30 };
var told = new Option<int>("--told") { Description = "How many messages each of the seven days before had, which are recognised still.", DefaultValueFactory = _ => 100_000 };
var killed = new Option<bool>("--kill") { Description = "Kill the process in the middle." };
var webhooks = new Command("webhooks", "Sends signed webhooks at a steady rate, and counts what the store has.") { murmure, rate, seconds, told, killed, folder };
webhooks.SetAction((result, cancellation) => new WebhookDrill(
    result.GetRequiredValue(murmure).FullName, result.GetRequiredValue(folder).FullName, result.GetRequiredValue(rate), TimeSpan.FromSeconds(result.GetRequiredValue(seconds)),
    result.GetRequiredValue(told), result.GetValue(killed), cancellation).RunAsync());

var root = new RootCommand("Crash drills. Each prints a table and fails when anything that was accepted is missing or there twice.") { journal, server, webhooks, JournalVictim.Command };
return await root.Parse(args).InvokeAsync();
