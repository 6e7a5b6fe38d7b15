using Sair.Engine.Weights;

namespace Sair.Engine.Tests.Faces;

/// <summary>The committed face models.</summary>
internal static class FaceModels
{
    public static IModelProvider Shared { get; } = new ModelProvider(ModelsFolder.Locate());
}
