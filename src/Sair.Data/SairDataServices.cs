using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;
using Sair.Data.Sqlite;

namespace Sair.Data;

/// <summary>Registers database and blob store.</summary>
public static class SairDataServices
{
    /// <summary>Adds the context factory, the blob store, stores, queries and the initializer, all for one data directory.</summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="options">Where the data lies.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static IServiceCollection AddSairData(this IServiceCollection services, DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddDbContextFactory<SairDbContext>(builder => builder.UseSairSqlite(options.DatabasePath));
        services.AddSingleton(provider => new BlobStore(provider.GetRequiredService<DataOptions>()));
        services.AddSingleton<BlobCollector>();
        services.AddSingleton<PhotoStore>();
        services.AddSingleton<UnscoredPictures>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<PersonalModels>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<UserData>();
        services.AddSingleton<GalleryStore>();
        services.AddSingleton<SharedGalleries>();
        services.AddSingleton<RequestStore>();
        services.AddSingleton<HistoryQueries>();
        services.AddSingleton<RunTimes>();
        services.AddSingleton<ResultStore>();
        services.AddSingleton<DatabaseInitializer>();
        return services;
    }
}
