using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Crm.Api.Data.Migrations;

/// <summary>The model as the last migration left it: what the next one is compared with.</summary>
[DbContext(typeof(CrmContext))]
public sealed class CrmContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        modelBuilder.HasAnnotation("ProductVersion", "8.0.34").HasAnnotation("Relational:MaxIdentifierLength", 128);
        SqlServerModelBuilderExtensions.UseIdentityColumns(modelBuilder);

        modelBuilder.Entity("Crm.Api.Data.Client", entity =>
        {
            var id = entity.Property<int>("Id").ValueGeneratedOnAdd().HasColumnType("int");
            SqlServerPropertyBuilderExtensions.UseIdentityColumn(id);
            entity.Property<bool>("Copied").HasColumnType("bit");
            entity.Property<string>("Email").IsRequired().HasMaxLength(254).HasColumnType("nvarchar(254)");
            entity.Property<string>("Name").IsRequired().HasMaxLength(200).HasColumnType("nvarchar(200)");

            entity.HasKey("Id");
            entity.HasIndex("Email").IsUnique();
            entity.ToTable("Clients");
        });
    }
}
