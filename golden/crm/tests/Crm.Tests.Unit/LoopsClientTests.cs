using System.Net;
using Crm.Api;
using Crm.Api.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Crm.Tests.Unit;

public sealed class LoopsClientTests
{
    private static readonly Client Ada = new() { Id = 1, Name = "Ada", Email = "ada@example.com" };

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    public async Task TellsWhetherTheClientWasCopied(HttpStatusCode status, bool copied)
    {
        using var server = new Server(status);
        Assert.Equal(copied, await Connect(server, "key").CopyAsync(Ada, CancellationToken.None));
        Assert.Equal(new Uri("https://loops.example/api/v1/contacts/update"), server.Asked);
        Assert.Equal("Bearer key", server.Authorization);
    }

    [Fact]
    public async Task SendsNothingWithoutAKey()
    {
        using var server = new Server(HttpStatusCode.OK);
        Assert.False(await Connect(server, "").CopyAsync(Ada, CancellationToken.None));
        Assert.Null(server.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.Unauthorized, false)]
    public async Task AsksWhetherTheKeyIsTaken(HttpStatusCode status, bool answers)
    {
        using var server = new Server(status);
        Assert.Equal(answers, await Connect(server, "key").AnswersAsync(CancellationToken.None));
    }

    private static LoopsClient Connect(Server server, string key)
    {
        var settings = new LoopsSettings { BaseUrl = new Uri("https://loops.example/api/v1"), ApiKey = key };
        var http = new HttpClient(server, disposeHandler: false);
        LoopsClient.Connect(http, settings);
        return new LoopsClient(http, Options.Create(settings), NullLogger<LoopsClient>.Instance);
    }

    /// <summary>Answers every request with one status, and keeps what was asked.</summary>
    private sealed class Server(HttpStatusCode status) : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }

        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request.RequestUri;
            Authorization = request.Headers.Authorization?.ToString();
            return Task.FromResult(new HttpResponseMessage(status));
        }
    }
}
