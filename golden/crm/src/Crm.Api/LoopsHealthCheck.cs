using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Crm.Api;

/// <summary>Looks whether Loops.so answers. Without it the API still serves, so the worst is degraded.</summary>
public sealed class LoopsHealthCheck(LoopsClient loops, IOptions<LoopsSettings> settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!settings.Value.Sends)
        {
            return HealthCheckResult.Healthy("switched off");
        }
        try
        {
            return await loops.AnswersAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("refuses the key");
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Degraded("does not answer", e);
        }
    }
}
