using System.ComponentModel.DataAnnotations;
using Crm.Api;

namespace Crm.Tests.Unit;

public sealed class SettingsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void TimeLimitIsChecked(int seconds, bool valid)
    {
        var settings = new LoopsSettings { BaseUrl = new Uri("https://loops.example"), TimeoutSeconds = seconds };
        Assert.Equal(valid, IsValid(settings));
    }

    [Fact]
    public void AddressIsRequired() => Assert.False(IsValid(new LoopsSettings()));

    [Theory]
    [InlineData(true, "key", true)]
    [InlineData(false, "key", false)]
    [InlineData(true, "", false)]
    public void SendsOnlyWithAKey(bool enabled, string key, bool sends) =>
        Assert.Equal(sends, new LoopsSettings { Enabled = enabled, ApiKey = key }.Sends);

    [Theory]
    [InlineData("Ada", "ada@example.com", 0)]
    [InlineData("", "ada@example.com", 1)]
    [InlineData("Ada", "nowhere", 1)]
    [InlineData(" ", "", 2)]
    public void ClientsAreChecked(string name, string email, int mistakes) =>
        Assert.Equal(mistakes, new NewClient(name, email).Mistakes().Count);

    private static bool IsValid(object settings) =>
        Validator.TryValidateObject(settings, new ValidationContext(settings), null, validateAllProperties: true);
}
