using System.ComponentModel.DataAnnotations;

namespace Crm.Api;

/// <summary>Loops.so, whose lists new clients are copied to.</summary>
public sealed class LoopsSettings
{
    public const string Section = "Loops";

    [Required]
    public Uri? BaseUrl { get; set; }

    public string ApiKey { get; set; } = "";

    public bool Enabled { get; set; } = true;

    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Without a key there is nobody to talk to, and clients are kept all the same.</summary>
    public bool Sends => Enabled && ApiKey.Length > 0;
}

/// <summary>How many requests one address may make.</summary>
public sealed class RateLimitingSettings
{
    public const string Section = "RateLimiting";

    [Range(1, int.MaxValue)]
    public int PermitLimit { get; set; } = 100;

    [Range(1, int.MaxValue)]
    public int WindowSeconds { get; set; } = 60;
}
