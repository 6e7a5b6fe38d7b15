using Sair.Engine;
using Sair.Engine.Weights;

namespace Sair.Browser.Tests.Fakes;

/// <summary>Has no models: the fake engine needs none, and the site does without.</summary>
internal sealed class NoModels : IModelProvider
{
    public LoadedModel Open(string modelId, Device device) =>
        throw new ModelUnavailableException(modelId, modelId, "There are no models here.");
}
