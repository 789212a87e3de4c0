using System.Net.Sockets;
using System.Threading.Channels;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace Murmure.Server.Accounts;

/// <summary>
/// Messages to members, sent in the background: how long an answer takes must not tell whether an address has an account. Without SMTP
/// nothing is sent, and the pages say what to do instead.
/// </summary>
public sealed partial class Outbox(MailOptions? options, ILogger<Outbox> logger) : BackgroundService
{
    private const int MostWaiting = 100;
    private const int SecondsPerStep = 30;

    private readonly Channel<MimeMessage> waiting = Channel.CreateBounded<MimeMessage>(MostWaiting);

    /// <summary>Whether messages can be sent at all.</summary>
    public bool Available => options is not null;

    /// <summary>Takes a message; false when none can be sent, or too many wait.</summary>
    public bool Send(string to, string subject, string text)
    {
        return options is not null && waiting.Writer.TryWrite(new Mail(to, subject, text).Written(options.From));
    }

    /// <summary>Sends a message and waits until the mail server has it.</summary>
    public async Task<MailOutcome> DeliverAsync(Mail mail, CancellationToken cancellation)
    {
        if (options is null)
            return MailOutcome.Unset;
        using var message = mail.Written(options.From);
        try
        {
            await SendAsync(options, message, cancellation);
            return MailOutcome.Taken;
        }
        catch (Exception fault) when (IsOfMail(fault))
        {
            Log.NotSent(logger, fault.GetType().Name);
            return OutcomeOf(fault);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var message in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(options!, message, stoppingToken);
            }
            catch (Exception fault) when (IsOfMail(fault))
            {
                // PRIVACY: neither the address nor the message; the kind of fault is what the operator needs.
                Log.NotSent(logger, fault.GetType().Name);
            }
            finally
            {
                message.Dispose();
            }
        }
    }

    private static bool IsOfMail(Exception fault) => fault is SocketException or IOException or ProtocolException or CommandException or TimeoutException
        or AuthenticationException or SslHandshakeException or NotSupportedException;

    private static MailOutcome OutcomeOf(Exception fault) => fault switch
    {
        AuthenticationException => MailOutcome.SignIn,
        CommandException or ProtocolException => MailOutcome.Refused,
        _ => MailOutcome.Unreachable,
    };

    private static async Task SendAsync(MailOptions options, MimeMessage message, CancellationToken cancellation)
    {
        using var client = new SmtpClient { Timeout = SecondsPerStep * 1000 };
        await client.ConnectAsync(options.Host, options.Port, options.Security, cancellation);
        if (options.User is { } user)
            await client.AuthenticateAsync(user, options.Password ?? "", cancellation);
        await client.SendAsync(message, cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A message could not be sent by SMTP: {Kind}. Check --smtp and whether the mail server answers.")]
        public static partial void NotSent(ILogger logger, string kind);
    }
}
