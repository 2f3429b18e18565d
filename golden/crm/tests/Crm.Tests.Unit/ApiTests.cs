using System.Net;
using System.Net.Http.Json;
using Crm.Api.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Crm.Tests.Unit;

/// <summary>The whole program, with clients kept in memory and nobody outside.</summary>
public sealed class ApiTests : IClassFixture<ApiTests.InMemoryProgram>
{
    private readonly HttpClient _http;

    public ApiTests(InMemoryProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _http = program.CreateClient();
    }

    [Theory]
    [InlineData("/health/live", "Healthy")]
    [InlineData("/health/ready", "Healthy")]
    [InlineData("/health", "switched off")]
    public async Task TellsItsHealth(string path, string wanted) =>
        Assert.Contains(wanted, await _http.GetStringAsync(path), StringComparison.Ordinal);

    [Fact]
    public async Task KeepsAClientOnce()
    {
        var wanted = new { name = "Ada", email = "ada@example.com" };
        var first = await _http.PostAsJsonAsync("/api/v1/clients", wanted);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Contains(wanted.email, await _http.GetStringAsync(first.Headers.Location), StringComparison.Ordinal);
        Assert.Contains(wanted.email, await _http.GetStringAsync("/api/v1/clients"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await _http.PostAsJsonAsync("/api/v1/clients", wanted)).StatusCode);
    }

    [Fact]
    public async Task RefusesMistakes()
    {
        var answer = await _http.PostAsJsonAsync("/api/v1/clients", new { name = "", email = "" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task KnowsNobodyElse() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/api/v1/clients/4711")).StatusCode);

    public sealed class InMemoryProgram : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.UseSetting("Loops:BaseUrl", "https://loops.example/api/v1");
            builder.UseSetting("Loops:Enabled", "false");
            builder.ConfigureTestServices(services =>
            {
                services.RemoveAll<DbContextOptions<CrmContext>>();
                services.AddDbContext<CrmContext>(options => options.UseInMemoryDatabase("clients"));
            });
        }
    }
}
