using Sair.Engine.Engines;

namespace Sair.Cli.Tests.Fakes;

public sealed record OtherOptions : EngineOptions;

internal sealed class OtherEngine : RestorationEngine<OtherOptions>
{
    public override EngineDescriptor Descriptor { get; } = new("other", "Other", "Does nothing.", "None", typeof(OtherOptions), [], [], 0);

    protected override IEnumerable<RestorationStep> Restore(
        RestorationInput input,
        OtherOptions options,
        EngineContext context,
        CancellationToken cancellationToken
    ) => [];
}
