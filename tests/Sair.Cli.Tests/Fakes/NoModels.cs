using Sair.Engine;
using Sair.Engine.Weights;

namespace Sair.Cli.Tests.Fakes;

internal sealed class NoModels : IModelProvider
{
    public LoadedModel Open(string modelId, Device device) =>
        throw new ModelUnavailableException(modelId, modelId, "This test opens no model.");
}
