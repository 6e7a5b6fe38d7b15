using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Engines.Sair;

namespace Sair.Engine.Engines;

/// <summary>The engines of this program, the default one first.</summary>
public static class KnownEngines
{
    /// <summary>Gets all engines; what they learn about people stays in memory.</summary>
    public static IReadOnlyList<IRestorationEngine> All { get; } = With(new MemoryPersonalWeightsStore());

    /// <summary>Builds all engines.</summary>
    /// <param name="personal">Keeps what they learn about people.</param>
    public static IReadOnlyList<IRestorationEngine> With(IPersonalWeightsStore personal) =>
        [new SairEngine(), new IqpfrEngine(), new Gen2ResEngine(personal)];
}
