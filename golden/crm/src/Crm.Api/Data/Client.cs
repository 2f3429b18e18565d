using System.ComponentModel.DataAnnotations;

namespace Crm.Api.Data;

/// <summary>Somebody whom the company works for.</summary>
public sealed class Client
{
    public int Id { get; set; }

    [MaxLength(200)]
    public required string Name { get; set; }

    [MaxLength(254)]
    public required string Email { get; set; }

    /// <summary>Loops.so has taken the client over.</summary>
    public bool Copied { get; set; }
}
