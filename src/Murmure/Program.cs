using System.CommandLine;
using System.Text;
using Murmure.Verbs;

Console.OutputEncoding = Encoding.UTF8;

var root = new RootCommand("""
    Murmure measures private sharing: which of your "Direct" visits carry the mark of WhatsApp, Telegram, Signal, e-mail or SMS,
    which links were previewed there, and what is noise. Nothing is kept that names a reader.
    """)
{
    AnalyzeVerb.Command(),
    ClassifyVerb.Command(),
    ServeVerb.Command(),
    ImportVerb.Command(),
    ExportVerb.Command(),
    BackupVerbs.Backup(),
    BackupVerbs.Restore(),
    SimulateVerb.Command(),
    EstimateVerb.Command(),
    EvaluateVerb.Command(),
    DoctorVerb.Command(),
    WorkspaceVerbs.User(),
    WorkspaceVerbs.Site(),
    WorkspaceVerbs.KeyVerb(),
    WorkspaceVerbs.Link(),
};

return await Cli.RunAsync(root, args);
