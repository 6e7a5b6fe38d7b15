using Microsoft.Extensions.Hosting;
using Sair.Engine;
using Sair.Engine.Weights;

namespace Sair.Worker.Tests.Fakes;

/// <summary>Notes whether the worker stopped its host.</summary>
public sealed class FakeLifetime : IHostApplicationLifetime
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken ApplicationStarted => default;

    public CancellationToken ApplicationStopped => default;

    public CancellationToken ApplicationStopping => default;

    public Task Stopped => _stopped.Task;

    public void StopApplication() => _stopped.TrySetResult();
}

/// <summary>Has no models: the fake engine needs none, and the rest does without.</summary>
public sealed class NoModels : IModelProvider
{
    public LoadedModel Open(string modelId, Device device) =>
        throw new ModelUnavailableException(modelId, modelId, "There are no models here.");
}
