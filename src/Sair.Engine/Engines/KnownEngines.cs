using Sair.Engine.Engines.Gen2Res;
using Sair.Engine.Engines.Iqpfr;
using Sair.Engine.Engines.Sair;

namespace Sair.Engine.Engines;

/// <summary>The engines of this program, the default one first.</summary>
public static class KnownEngines
{
    /// <summary>Gets all engines.</summary>
    public static IReadOnlyList<IRestorationEngine> All { get; } = [new SairEngine(), new IqpfrEngine(), new Gen2ResEngine()];
}
