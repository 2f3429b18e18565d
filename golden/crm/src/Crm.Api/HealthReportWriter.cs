using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Crm.Api;

/// <summary>Writes the state of all dependencies as JSON, without what exceptions say.</summary>
public static class HealthReportWriter
{
    public static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description }),
        });
}
