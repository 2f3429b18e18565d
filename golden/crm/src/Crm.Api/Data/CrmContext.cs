using Microsoft.EntityFrameworkCore;

namespace Crm.Api.Data;

public sealed class CrmContext(DbContextOptions<CrmContext> options) : DbContext(options)
{
    public DbSet<Client> Clients => Set<Client>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Client>().HasIndex(client => client.Email).IsUnique();
}
