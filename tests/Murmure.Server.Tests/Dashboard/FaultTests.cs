using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Murmure.Storage.Metadata;

namespace Murmure.Server.Tests.Dashboard;

/// <summary>What people read where a request ends without the page that it asked for.</summary>
[WholeServer]
public sealed class FaultTests
{
    private const string Site = "mine.example";

    [Theory]
    [InlineData("/app/nowhere", "en", "There is nothing at this address")]
    [InlineData("/app/nowhere", "fr", "Il n’y a rien à cette adresse")]
    [InlineData("/app/sites/mine.example/nowhere", "fr", "Il n’y a rien à cette adresse")]
    [InlineData("/-/nowhere", "en", "There is nothing at this address")]
    public async Task An_address_that_names_nothing_says_so_and_where_to_go_on(string path, string language, string title)
    {
        await using var host = await PagesHost.StartAsync(Site);
        await ShouldSayAsync(await host.Client.GetAsync($"{path}?lang={language}"), HttpStatusCode.NotFound, language, title, path.StartsWith("/app", StringComparison.Ordinal) ? "/app?lang=" + language : null);
    }

    [Fact]
    public async Task A_form_that_is_out_of_date_says_so_in_the_language_of_its_sender()
    {
        await using var host = await PagesHost.StartAsync(Site);
        foreach (var path in (string[])["/app/account?lang=fr", $"/app/sites/{Site}/settings?lang=fr", "/app/sign-out?lang=fr"])
        {
            using var form = new FormUrlEncodedContent([new("_handler", "language"), new("language", "fr")]);
            using var answer = await host.Client.PostAsync(path, form);
            await ShouldSayAsync(answer, HttpStatusCode.BadRequest, "fr", "Ce formulaire n’est plus valable", "/app?lang=fr");
        }
    }

    [Fact]
    public async Task Who_may_not_and_who_tries_too_often_are_told_what_to_do()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var viewer = await host.JoinAsync("viewer@courrier.example", "viewer");
        await ShouldSayAsync(await viewer.GetAsync("/app/team?lang=fr"), HttpStatusCode.Forbidden, "fr", "Votre rôle ne le permet pas", "/app?lang=fr");

        using var stranger = host.Browser();
        HttpResponseMessage answer;
        do
            answer = await stranger.PostAsync("/app/sign-in?lang=fr", new FormUrlEncodedContent([]));
        while (answer.StatusCode == HttpStatusCode.BadRequest);
        answer.Headers.RetryAfter.ShouldNotBeNull().ToString().ShouldBe("60");
        await ShouldSayAsync(answer, HttpStatusCode.TooManyRequests, "fr", "Trop d’essais", "/app?lang=fr");
    }

    [Fact]
    public async Task Who_was_signed_out_meanwhile_is_sent_to_sign_in()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var stranger = host.Browser();
        await ShouldSayAsync(await stranger.PostAsync($"/app/sites/{Site}/settings", new FormUrlEncodedContent([])), HttpStatusCode.Unauthorized, "en", "You are signed out", "/app/sign-in");
    }

    [Fact]
    public async Task A_fault_is_said_in_the_design_of_the_pages_and_to_programs_in_a_line()
    {
        await using var host = await PagesHost.StartAsync(Site);
        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<MurmureDb>().Database.ExecuteSqlRawAsync("""ALTER TABLE "annotations" RENAME TO "annotations_gone" """);
        await ShouldSayAsync(await host.Client.GetAsync($"/app/sites/{Site}?lang=fr"), HttpStatusCode.InternalServerError, "fr", "Une erreur s’est produite sur ce serveur", "/app?lang=fr");

        using var program = host.Browser();
        program.DefaultRequestHeaders.Authorization = new("Bearer", await host.KeyAsync("reports:read"));
        using var line = await program.GetAsync("/api/v1/annotations?site=" + Site);
        line.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        line.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("text/plain");
    }

    [Fact]
    public async Task A_file_that_cannot_be_given_keeps_the_problem_that_programs_read()
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var answer = await host.Client.GetAsync($"/app/sites/{Site}/by/nothing.csv");
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("/-/try/none")]
    [InlineData("/-/link")]
    [InlineData("/-/shared/none")]
    [InlineData("/-/report")]
    public async Task Pages_for_strangers_have_the_policy_of_the_others(string path)
    {
        await using var host = await PagesHost.StartAsync(Site);
        using var answer = await host.Browser().GetAsync(path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
    }

    private static async Task ShouldSayAsync(HttpResponseMessage answer, HttpStatusCode status, string language, string title, string? target)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(status);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
            answer.Content.Headers.ContentType.ShouldNotBeNull().ToString().ShouldBe("text/html; charset=utf-8");
            var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            html.ShouldStartWith("<!DOCTYPE html>");
            html.ShouldContain($"<html lang=\"{language}\">");
            html.ShouldContain($"<h1>{title}</h1>");
            html.ShouldContain("/app/report.css");
            if (target is not null)
                html.ShouldContain($"<a class=\"button\" href=\"{target}\">");
        }
    }
}
