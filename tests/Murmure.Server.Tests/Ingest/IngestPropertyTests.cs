using System.Globalization;
using System.Reflection;
using System.Text;
using CsCheck;
using Murmure.Server.Ingest;
using Murmure.Storage.Events;

namespace Murmure.Server.Tests.Ingest;

public sealed class IngestPropertyTests
{
    private static readonly PropertyInfo[] Texts =
        [.. typeof(StoredEvent).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.PropertyType == typeof(string))];

    private static readonly Gen<byte[]> Junk = Gen.OneOf(
        Gen.Byte.Array[0, 80],
        Gen.String[Gen.Char["/?#&=%@:.<>'\"\\ ;+-é\0\n0aZ"], 0, 80].Select(Encoding.UTF8.GetBytes),
        // Fields of the right kind, broken somewhere.
        Gen.Select(
            Any.Of(
                "/a?utm_source=%ff%fe&utm_medium=%", "https://www.google.com/%", "android-app://com.whatsapp/", "http://[::1", "https://@:/?#", "GET", "HEAD",
                "WhatsApp/2.24.20.83 A", Asked.Firefox, "example.org:", "[::1]:", "::ffff:1.2.3.4", "prefetch", "document", "com.whatsapp"),
            Gen.Int[0, 30], Gen.Byte,
            (text, at, with) =>
            {
                var bytes = Encoding.UTF8.GetBytes(text);
                bytes[at % bytes.Length] = with;
                return bytes;
            }));

    /// <summary>Whatever stands in the fields of a hit, the door answers: a log is written by its visitors.</summary>
    [Fact]
    public void No_bytes_in_any_field_make_the_door_throw()
    {
        var paris = Doors.Open(zone: TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));
        var everybody = Doors.Open("");
        Gen.Select(Junk.Array[11], Gen.Int, Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Bool, Gen.Bool).Sample((fields, status, ticks, zone, agent) =>
        {
            var hit = new RawHit
            {
                Time = new DateTime(ticks, DateTimeKind.Utc), HasZone = zone, HasAgent = agent, Status = status,
                Address = fields[0], Host = fields[1], Method = fields[2], Target = fields[3], Query = fields[4], Referrer = fields[5],
                UserAgent = fields[6], RequestedWith = fields[7], SecFetchSite = fields[8], SecFetchDest = fields[9], SecPurpose = fields[10],
            };
            paris.Pass(hit, out _);
            everybody.Pass(hit, out _);
            // The same with what brings a hit past the first steps.
            hit.Target = (byte[])[(byte)'/', .. fields[3]];
            hit.Host = hit.Method = hit.SecPurpose = hit.SecFetchDest = default;
            hit.Status = 200;
            everybody.Pass(hit, out _);
        }, threads: 1);
    }

    private static readonly Gen<string> Address = Gen.OneOf(
        Gen.Byte.Array[4].Select(bytes => string.Join('.', bytes.Select(b => 100 + (b % 156)))),
        Gen.UShort[0x1000, 0xffff].Array[8].Select(groups => string.Join(':', groups.Select(group => group.ToString("x", CultureInfo.InvariantCulture)))));

    private static readonly Gen<string> Agent = Gen.Select(
        Any.Of(Asked.Firefox, "WhatsApp/2.24.20.83 A", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 [WAiOS/2.25]", "Unheard/1.0", ""),
        Gen.String[Gen.Char['a', 'z'], 12, 20],
        (known, mark) => $"{known} {mark}");

    /// <summary>PRIVACY, <c>privacy.md</c> 1 and 2: of address and agent text nothing is in what is kept, not even a part of the agent that only it had.</summary>
    [Fact]
    public void Nothing_kept_holds_the_hits_address_or_agent()
    {
        var door = Doors.Open();
        var kept = 0;
        Gen.Select(Address, Agent, Any.Of("/", "/news/a?utm_source=whatsapp", "/b?fbclid=1"), Any.Of("", "https://t.me/x", "https://mail.google.com/"))
            .Sample((address, agent, target, referrer) =>
            {
                var outcome = new Asked { Address = address, Agent = agent, Target = target, Referrer = referrer }.Through(door);
                if (outcome.Dropped is not null)
                    return;
                kept++;
                foreach (var property in Texts)
                {
                    var text = (string?)property.GetValue(outcome.Event) ?? "";
                    text.ShouldNotContain(address, Case.Insensitive, property.Name);
                    text.ShouldNotContain(agent.Split(' ')[^1], Case.Insensitive, property.Name);
                    if (text.Length > 20)
                        agent.ShouldNotContain(text, Case.Insensitive, property.Name);
                }
            }, threads: 1);
        kept.ShouldBeGreaterThan(0, "else nothing was looked at");
        Texts.Length.ShouldBeGreaterThan(15);
    }
}
