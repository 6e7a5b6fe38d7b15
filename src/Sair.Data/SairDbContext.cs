using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Data.Sqlite;

namespace Sair.Data;

/// <summary>The database: people, photos, faces, requests and their restorations.</summary>
/// <param name="options">Provider and connection.</param>
public sealed class SairDbContext(DbContextOptions<SairDbContext> options) : DbContext(options)
{
    /// <summary>
    /// Gets or sets the owner whose data queries return, without what was deleted; null returns everything. Statements in SQL are
    /// not affected.
    /// </summary>
    public Guid? VisibleTo { get; set; }

    /// <summary>Gets the users; never filtered.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Gets the sessions of users who are signed in; never filtered.</summary>
    public DbSet<Session> Sessions => Set<Session>();

    /// <summary>Gets the keys of programs; never filtered.</summary>
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>Gets the galleries.</summary>
    public DbSet<Gallery> Galleries => Set<Gallery>();

    /// <summary>Gets the links of galleries.</summary>
    public DbSet<ShareLink> ShareLinks => Set<ShareLink>();

    /// <summary>Gets the votes of visitors; never filtered.</summary>
    public DbSet<Vote> Votes => Set<Vote>();

    /// <summary>Gets the people.</summary>
    public DbSet<Person> People => Set<Person>();

    /// <summary>Gets the entries of the people's albums.</summary>
    public DbSet<PersonPhoto> PersonPhotos => Set<PersonPhoto>();

    /// <summary>Gets what engines learned of people.</summary>
    public DbSet<PersonalModel> PersonalModels => Set<PersonalModel>();

    /// <summary>Gets the uploaded photos.</summary>
    public DbSet<Photo> Photos => Set<Photo>();

    /// <summary>Gets the faces of the photos.</summary>
    public DbSet<Face> Faces => Set<Face>();

    /// <summary>Gets the requests: queue and history.</summary>
    public DbSet<RestorationRequest> Requests => Set<RestorationRequest>();

    /// <summary>Gets the outcomes of requests.</summary>
    public DbSet<Restoration> Restorations => Set<Restoration>();

    /// <inheritdoc/>
    /// <exception cref="StorageException">The disk is full, locked or read-only; nothing was saved.</exception>
    /// <exception cref="OwnerGoneException">Something new belongs to a user who was removed; nothing was saved.</exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        try
        {
            var owners = ChangeTracker
                .Entries<IOwned>()
                .Where(entry => entry.State == EntityState.Added)
                .Select(entry => entry.Entity.OwnerId)
                .Where(owner => owner != Owners.Local)
                .Distinct()
                .ToList();
            return owners.Count == 0
                ? await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken)
                : await SaveForAsync(owners, acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateException exception) when (StorageException.From(exception) is { } sentence)
        {
            throw sentence;
        }
    }

    /// <summary>Empties the write-ahead log, which still holds deleted rows, as far as readers allow.</summary>
    internal Task TruncateLogAsync() => Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE);");

    // A transaction of SQLite that may write keeps other writers out, so that nobody is removed between the look and the rows.
    private async Task<int> SaveForAsync(List<Guid> owners, bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        await using var transaction = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        foreach (var owner in owners)
        {
            if (!await Owners.ExistsAsync(this, owner, cancellationToken))
            {
                throw new OwnerGoneException();
            }
        }

        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return saved;
    }

    // Also what an earlier version stored is shown as it is seen.
    private static ValueConverter<string, string> Names { get; } =
        new(name => GivenName.Clean(name, int.MaxValue), name => GivenName.Clean(name, int.MaxValue));

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();
        configurationBuilder.Properties<BlobId>().HaveConversion<BlobIdConverter>().HaveMaxLength(64);
        configurationBuilder.Properties<RequestStatus>().HaveConversion<string>();
        configurationBuilder.Properties<Verdict>().HaveConversion<string>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Photo>(photo =>
        {
            photo.Property(p => p.Id).ValueGeneratedNever();
            photo.HasIndex(p => new { p.OwnerId, p.CreatedUtc });
            photo.Property(p => p.FileName).HasConversion(Names);

            // A search for faces that began before the photo was turned must not store where they were.
            photo.Property(p => p.Turn).IsConcurrencyToken();
            photo.HasQueryFilter(p => VisibleTo == null || p.OwnerId == VisibleTo);
            photo.HasMany(p => p.Faces).WithOne(f => f.Photo).HasForeignKey(f => f.PhotoId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<Face>(face =>
        {
            face.Property(f => f.Id).ValueGeneratedNever();
            face.HasQueryFilter(f => VisibleTo == null || f.Photo!.OwnerId == VisibleTo);
        });
        modelBuilder.Entity<Person>(person =>
        {
            person.Property(p => p.Id).ValueGeneratedNever();
            person.Property(p => p.Name).HasMaxLength(Person.LongestName).HasConversion(Names);
            person.HasIndex(p => p.OwnerId);
            person
                .HasMany(p => p.Photos)
                .WithOne(entry => entry.Person)
                .HasForeignKey(entry => entry.PersonId)
                .OnDelete(DeleteBehavior.Cascade);
            person.HasQueryFilter(p => VisibleTo == null || (p.OwnerId == VisibleTo && p.DeletedUtc == null));
        });
        modelBuilder.Entity<PersonPhoto>(entry =>
        {
            entry.ToTable("PersonPhotos");
            entry.HasKey(e => new { e.PersonId, e.PhotoId });
            entry.HasOne(e => e.Photo).WithMany().HasForeignKey(e => e.PhotoId).OnDelete(DeleteBehavior.Cascade);
            entry.HasOne(e => e.Face).WithMany().HasForeignKey(e => e.FaceId).OnDelete(DeleteBehavior.SetNull);
            entry.HasQueryFilter(e =>
                VisibleTo == null || (e.Person!.OwnerId == VisibleTo && e.Person.DeletedUtc == null && e.DeletedUtc == null)
            );
        });
        modelBuilder.Entity<PersonalModel>(model =>
        {
            model.Property(m => m.Id).ValueGeneratedNever();
            model.HasIndex(m => new { m.OwnerId, m.Album });
            model.HasOne<Person>().WithMany().HasForeignKey(m => m.PersonId).OnDelete(DeleteBehavior.Cascade);
            model.HasOne<RestorationRequest>().WithMany().HasForeignKey(m => m.RequestId).OnDelete(DeleteBehavior.Cascade);
            model.HasQueryFilter(m => VisibleTo == null || m.OwnerId == VisibleTo);
        });
        modelBuilder.Entity<RestorationRequest>(request =>
        {
            request.ToTable("Requests");
            request.Property(r => r.Id).ValueGeneratedNever();
            request.HasIndex(r => new
            {
                r.Status,
                r.Priority,
                r.Position,
            });
            request.HasIndex(r => new { r.OwnerId, r.CreatedUtc });
            request.HasIndex(r => r.BatchId);
            request.Property(r => r.SubmissionKey).HasMaxLength(RestorationRequest.LongestKey);
            request.HasIndex(r => new { r.OwnerId, r.SubmissionKey }).IsUnique();
            request.HasOne<RestorationRequest>().WithMany().HasForeignKey(r => r.ParentRequestId).OnDelete(DeleteBehavior.SetNull);
            request.HasOne<Person>().WithMany().HasForeignKey(r => r.PersonId).OnDelete(DeleteBehavior.SetNull);
            request.HasQueryFilter(r => VisibleTo == null || (r.OwnerId == VisibleTo && r.DeletedUtc == null));
            request.HasOne(r => r.Photo).WithMany().HasForeignKey(r => r.PhotoId).OnDelete(DeleteBehavior.Cascade);
            request.HasOne(r => r.Face).WithMany().HasForeignKey(r => r.FaceId).OnDelete(DeleteBehavior.Cascade);
            request.HasMany(r => r.References).WithOne().HasForeignKey(r => r.RequestId).OnDelete(DeleteBehavior.Cascade);
            request.HasOne(r => r.Restoration).WithOne().HasForeignKey<Restoration>(r => r.RequestId).OnDelete(DeleteBehavior.Cascade);
        });
        ConfigureAccounts(modelBuilder);
        ConfigureGalleries(modelBuilder);
        modelBuilder.Entity<RequestReference>(reference =>
        {
            reference.ToTable("RequestReferences");
            reference.HasKey(r => new { r.RequestId, r.Position });
            reference.HasQueryFilter(r => VisibleTo == null || r.Face!.Photo!.OwnerId == VisibleTo);
            reference.HasOne(r => r.Face).WithMany().HasForeignKey(r => r.FaceId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<Restoration>(restoration =>
        {
            restoration.Property(r => r.Id).ValueGeneratedNever();
            restoration.Property(r => r.BlendStrength).HasDefaultValue(1.0).HasSentinel(-1.0);
            restoration.HasMany(r => r.Frames).WithOne().HasForeignKey(frame => frame.RestorationId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<RestorationFrame>(frame =>
        {
            frame.ToTable("RestorationFrames");
            frame.HasKey(f => new { f.RestorationId, f.Iteration });
        });
    }

    private static void ConfigureAccounts(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.Property(u => u.Id).ValueGeneratedNever();
            user.Property(u => u.Name).HasConversion(Names);
            user.HasIndex(u => u.NormalizedName).IsUnique();
        });
        modelBuilder.Entity<Session>(session =>
        {
            session.Property(s => s.Id).ValueGeneratedNever();
            session.HasIndex(s => s.UserId);
            session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.Property(k => k.Id).ValueGeneratedNever();
            key.Property(k => k.Name).HasConversion(Names);
            key.HasIndex(k => k.KeyHash).IsUnique();
        });
    }

    private void ConfigureGalleries(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Gallery>(gallery =>
        {
            gallery.Property(g => g.Id).ValueGeneratedNever();
            gallery.Property(g => g.Title).HasMaxLength(Gallery.LongestTitle).HasConversion(Names);
            gallery.HasIndex(g => g.OwnerId);
            gallery.HasMany(g => g.Items).WithOne().HasForeignKey(item => item.GalleryId).OnDelete(DeleteBehavior.Cascade);
            gallery
                .HasMany(g => g.Links)
                .WithOne(link => link.Gallery)
                .HasForeignKey(link => link.GalleryId)
                .OnDelete(DeleteBehavior.Cascade);
            gallery.HasQueryFilter(g => VisibleTo == null || (g.OwnerId == VisibleTo && g.DeletedUtc == null));
        });
        modelBuilder.Entity<GalleryItem>(item =>
        {
            item.ToTable("GalleryItems");
            item.HasKey(i => new { i.GalleryId, i.RequestId });
            item.HasOne(i => i.Request).WithMany().HasForeignKey(i => i.RequestId).OnDelete(DeleteBehavior.Cascade);
            item.HasQueryFilter(i => VisibleTo == null || (i.Request!.OwnerId == VisibleTo && i.Request.DeletedUtc == null));
        });
        modelBuilder.Entity<ShareLink>(link =>
        {
            link.Property(l => l.Id).ValueGeneratedNever();
            link.HasIndex(l => l.Token).IsUnique();
            link.HasQueryFilter(l => VisibleTo == null || (l.Gallery!.OwnerId == VisibleTo && l.Gallery.DeletedUtc == null));
        });
        modelBuilder.Entity<Vote>(vote =>
        {
            vote.HasKey(v => new { v.GalleryId, v.Visitor });
            vote.HasOne<Gallery>().WithMany().HasForeignKey(v => v.GalleryId).OnDelete(DeleteBehavior.Cascade);
            vote.HasOne<RestorationRequest>().WithMany().HasForeignKey(v => v.RequestId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
