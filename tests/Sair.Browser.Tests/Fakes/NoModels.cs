using Sair.Engine.Weights;

namespace Sair.Browser.Tests.Fakes;

/// <summary>The fake engine needs no model, and asking for one is a mistake.</summary>
internal sealed class NoModels : IModelProvider
{
    public LoadedModel Open(string modelId, Device device) => throw new InvalidOperationException($"Model {modelId} was not expected.");
}
