using System.Globalization;
using System.Net.Http.Headers;
using Crm.Api.Data;
using Microsoft.Extensions.Options;

namespace Crm.Api;

/// <summary>
/// Copies clients to Loops.so. Its failures are logged and never those of the caller: a mailing list can wait.
/// </summary>
public sealed partial class LoopsClient(HttpClient http, IOptions<LoopsSettings> settings, ILogger<LoopsClient> logger)
{
    private readonly ILogger<LoopsClient> _logger = logger; // where the generated method below looks for it

    /// <summary>Sets up the connection: address, key and time limit.</summary>
    public static void Connect(HttpClient http, LoopsSettings settings)
    {
        // With a slash at its end: relative addresses replace what stands behind the last one.
        http.BaseAddress = new Uri(settings.BaseUrl!.ToString().TrimEnd('/') + "/");
        http.Timeout = TimeSpan.FromSeconds(settings.TimeoutSeconds);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
    }

    /// <summary>Returns whether Loops.so has the client now.</summary>
    public async Task<bool> CopyAsync(Client client, CancellationToken cancellation)
    {
        if (!settings.Value.Sends)
        {
            return false;
        }
        try
        {
            var id = client.Id.ToString(CultureInfo.InvariantCulture);
            var contact = new { email = client.Email, firstName = client.Name, userId = id };
            using var answer = await http.PutAsJsonAsync("contacts/update", contact, cancellation);
            answer.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception e) when (Failed(e) && !cancellation.IsCancellationRequested)
        {
            LogNotCopied(e, client.Id);
            return false;
        }
    }

    /// <summary>Returns whether Loops.so takes the key.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        using var answer = await http.GetAsync("api-key", cancellation);
        return answer.IsSuccessStatusCode;
    }

    private static bool Failed(Exception e) => e is HttpRequestException or TaskCanceledException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {ClientId} was not copied to Loops.so")]
    private partial void LogNotCopied(Exception reason, int clientId);
}
