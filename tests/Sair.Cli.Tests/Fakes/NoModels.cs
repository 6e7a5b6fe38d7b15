using Sair.Engine.Weights;

namespace Sair.Cli.Tests.Fakes;

internal sealed class NoModels : IModelProvider
{
    public LoadedModel Open(string modelId, Device device) => throw new InvalidOperationException("This test opens no model.");
}
