using System.Threading.RateLimiting;
using Crm.Api;
using Crm.Api.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

var builder = WebApplication.CreateBuilder(args);

// Production hands secrets over as files, named like the variables: ConnectionStrings__DefaultConnection.
builder.Configuration.AddKeyPerFile("/run/secrets", optional: true);

builder.Services.AddOptions<LoopsSettings>()
    .BindConfiguration(LoopsSettings.Section).ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<RateLimitingSettings>()
    .BindConfiguration(RateLimitingSettings.Section).ValidateDataAnnotations().ValidateOnStart();

builder.Services.AddDbContext<CrmContext>(options => options.UseSqlServer(
    builder.Configuration.GetConnectionString("DefaultConnection"), server => server.EnableRetryOnFailure()));
builder.Services.AddHttpClient<LoopsClient>(
    (services, http) => LoopsClient.Connect(http, services.GetRequiredService<IOptions<LoopsSettings>>().Value));

builder.Services.AddHealthChecks()
    .AddDbContextCheck<CrmContext>("database", tags: ["ready"])
    .AddCheck<LoopsHealthCheck>("loops", failureStatus: HealthStatus.Degraded, timeout: TimeSpan.FromSeconds(5));

builder.Services.AddRateLimiter(limiter =>
{
    limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
    limiter.AddPolicy("address", context =>
    {
        var settings = context.RequestServices.GetRequiredService<IOptions<RateLimitingSettings>>().Value;
        return RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = settings.PermitLimit,
                Window = TimeSpan.FromSeconds(settings.WindowSeconds),
            });
    });
});

var app = builder.Build();

app.UseRateLimiter();

// Alive is who answers; ready is who reaches the database; the whole state is for people and availability tests.
app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
app.MapGroup("").RequireRateLimiting("address").MapClients();

await app.RunAsync();

/// <summary>For the integration tests, which start the whole program.</summary>
public partial class Program;
