using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Crm.Tests.Integration;

/// <summary>
/// The whole program against a real SQL Server, whose connection the environment names; migrations have run.
/// </summary>
public sealed class ApiTests(WebApplicationFactory<Program> program)
    : IClassFixture<WebApplicationFactory<Program>>
{
    private readonly HttpClient _http = program.CreateClient();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health")]
    public async Task IsHealthy(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(path)).StatusCode);

    [Fact]
    public async Task KeepsClients()
    {
        var wanted = new { name = "Ada", email = $"ada-{Guid.NewGuid()}@example.com" };

        var first = await _http.PostAsJsonAsync("/api/v1/clients", wanted);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Contains(wanted.email, await _http.GetStringAsync(first.Headers.Location), StringComparison.Ordinal);

        var second = await _http.PostAsJsonAsync("/api/v1/clients", wanted);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task RefusesMistakes()
    {
        var answer = await _http.PostAsJsonAsync("/api/v1/clients", new { name = "", email = "nowhere" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
