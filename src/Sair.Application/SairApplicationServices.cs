using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sair.Application.Evidence;
using Sair.Application.Models;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Application.Restorations;
using Sair.Data;
using Sair.Engine.Engines;
using Sair.Engine.Faces;

namespace Sair.Application;

/// <summary>Registers the use cases.</summary>
public static class SairApplicationServices
{
    /// <summary>
    /// Adds the use cases and what they do in the background. The host adds the data with <see cref="SairDataServices.AddSairData"/>, an
    /// <c>IModelProvider</c>, an <see cref="IFaceAnalyzer"/>, an <see cref="IComputeThread"/>, an <see cref="IComputeDevice"/>,
    /// <see cref="IRunningRequests"/> and data protection, which encrypts what is learned of people; the analyzer is asked for when
    /// the first photo comes, and again while its models are missing.
    /// </summary>
    /// <param name="services">The collection to add to.</param>
    /// <param name="options">Limits and sizes.</param>
    /// <param name="engines">The explicit list of engines; the first is the default.</param>
    /// <exception cref="ValidationException">An option is out of range.</exception>
    public static IServiceCollection AddSairApplication(
        this IServiceCollection services,
        ApplicationOptions options,
        Func<IServiceProvider, IReadOnlyList<IRestorationEngine>> engines
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engines);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        Validator.ValidateObject(options.Limits, new ValidationContext(options.Limits), validateAllProperties: true);
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EngineRegistry(engines(provider)));
        services.AddSingleton<EngineEstimates>();
        services.AddSingleton<Func<IFaceAnalyzer>>(provider => provider.GetRequiredService<IFaceAnalyzer>);
        services.AddSingleton<FaceScorer>();
        services.AddSingleton<PixelBudget>();
        services.AddSingleton<PhotoIntake>();
        services.AddSingleton<PhotoTurns>();
        services.AddSingleton<FaceNotes>();
        services.AddSingleton<FacePatterns>();
        services.AddSingleton<FaceSearchSignal>();
        services.AddSingleton<AlbumIntake>();
        services.AddSingleton<Albums>();
        services.AddSingleton<QueueSignal>();
        services.AddSingleton<FaceChoices>();
        services.AddSingleton<RequestSubmission>();
        services.AddSingleton<RequestControl>();
        services.AddSingleton<RequestRepetition>();
        services.AddSingleton<RequestPhotos>();
        services.AddSingleton<QueueOrder>();
        services.AddSingleton<WholePhoto>();
        services.AddSingleton<ResultFile>();
        services.AddSingleton<BatchArchive>();
        services.AddSingleton<EvidenceCollector>();
        services.AddSingleton<EncryptedPersonalWeights>();
        services.AddHostedService<DataStartup>();
        services.AddHostedService<QualityCatchUp>();
        services.AddHostedService<FaceSearch>();
        return services;
    }
}
