using System.ComponentModel.DataAnnotations;
using Crm.Api.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Crm.Api;

/// <summary>What is sent to add a client.</summary>
public sealed record NewClient(string Name, string Email)
{
    /// <summary>Returns what is wrong, by field; nothing if all is well.</summary>
    public Dictionary<string, string[]> Mistakes()
    {
        var mistakes = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            mistakes["name"] = ["1 to 200 characters are wanted"];
        }
        if (Email is null || Email.Length > 254 || !new EmailAddressAttribute().IsValid(Email))
        {
            mistakes["email"] = ["an e-mail address is wanted"];
        }
        return mistakes;
    }
}

public static class ClientEndpoints
{
    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup("/api/v1/clients");
        clients.MapGet("/", ListAsync);
        clients.MapGet("/{id:int}", FindAsync);
        clients.MapPost("/", AddAsync);
    }

    private static async Task<Ok<List<Client>>> ListAsync(CrmContext db, CancellationToken cancellation)
    {
        var first = db.Clients.AsNoTracking().OrderBy(client => client.Id).Take(100);
        return TypedResults.Ok(await first.ToListAsync(cancellation));
    }

    private static async Task<Results<Ok<Client>, NotFound>> FindAsync(
        int id, CrmContext db, CancellationToken cancellation)
    {
        var client = await db.Clients.FindAsync([id], cancellation);
        return client is null ? TypedResults.NotFound() : TypedResults.Ok(client);
    }

    private static async Task<Results<Created<Client>, Conflict, ValidationProblem>> AddAsync(
        NewClient wanted, CrmContext db, LoopsClient loops, CancellationToken cancellation)
    {
        var mistakes = wanted.Mistakes();
        if (mistakes.Count > 0)
        {
            return TypedResults.ValidationProblem(mistakes);
        }
        if (await db.Clients.AnyAsync(other => other.Email == wanted.Email, cancellation))
        {
            return TypedResults.Conflict();
        }
        var client = new Client { Name = wanted.Name, Email = wanted.Email };
        db.Clients.Add(client);
        await db.SaveChangesAsync(cancellation);

        client.Copied = await loops.CopyAsync(client, cancellation);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/v1/clients/{client.Id}", client);
    }
}
