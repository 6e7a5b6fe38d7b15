using Sair.Engine.Networks;
using Sair.TestKit;

namespace Sair.Engine.Tests.Networks;

public sealed class ReferenceRestorerTests : IDisposable
{
    private static readonly ReferenceRestorerConfiguration Tiny = new()
    {
        Size = 32,
        Encoder = [4, 6, 8],
        Context = 8,
        Decoder = [4, 6, 8],
        Matching = 4,
    };
    private readonly ReferenceRestorer _network;

    public ReferenceRestorerTests()
    {
        manual_seed(3);
        _network = new ReferenceRestorer(Tiny);
    }

    public void Dispose() => _network.Dispose();

    [Fact]
    public void Restore_NewNetwork_ReturnsThePhoto()
    {
        using var scope = NewDisposeScope();
        var photo = Pictures(2);

        var made = _network.Restore(photo, _network.Describe(Pictures(2, 3)));

        Assert.Equal(0, (made.Picture - photo).abs().max().ToDouble());
        Assert.Equal([2, 1, 16, 16], made.Share.shape);
    }

    [Fact]
    public void Restore_AllReferencesAbsent_IsRestoringWithoutAny()
    {
        using var scope = NewDisposeScope();
        Disturb();
        var photo = Pictures(2);

        var absent = _network.Restore(photo, _network.Describe(Pictures(2, 3)), zeros([2, 3]));
        var without = _network.Restore(photo);

        Assert.True((absent.Picture - without.Picture).abs().max().ToDouble() < 1e-5);
        Assert.Equal(0, absent.Share.abs().max().ToDouble());
        Assert.True((without.Picture - photo).abs().max().ToDouble() > 1e-3);
    }

    [Fact]
    public void Restore_AnAbsentReference_CountsAsIfNotGiven()
    {
        using var scope = NewDisposeScope();
        Disturb();
        var (photo, references) = (Pictures(1), Pictures(1, 3));

        var masked = _network.Restore(photo, _network.Describe(references), tensor([1f, 1f, 0f], [1, 3]));
        var two = _network.Restore(photo, _network.Describe(references.narrow(1, 0, 2)));

        Assert.True((masked.Picture - two.Picture).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void Restore_ReferencesInAnotherOrder_MakeTheSamePicture()
    {
        using var scope = NewDisposeScope();
        Disturb();
        var (photo, references) = (Pictures(1), Pictures(1, 3));

        var forward = _network.Restore(photo, _network.Describe(references)).Picture;
        var backward = _network.Restore(photo, _network.Describe(references.flip(1))).Picture;

        Assert.True((forward - backward).abs().max().ToDouble() < 1e-5);
    }

    [Fact]
    public void Restore_Backward_ReachesEveryParameterAndTheReferences()
    {
        using var scope = NewDisposeScope();
        Disturb();
        var references = Pictures(1, 2).requires_grad_(true);

        (_network.Restore(Pictures(1), _network.Describe(references)).Picture * randn([1, 3, 32, 32])).sum().backward();

        Assert.All(_network.named_parameters(), entry => Assert.True(entry.parameter.grad?.abs().max().ToDouble() > 0, entry.name));
        Assert.True(references.grad!.abs().max().ToDouble() > 0);
    }

    [Fact]
    public void Restore_InAScope_LeavesNoTensorsBehind() =>
        LiveTensors.AssertUnchanged(() =>
        {
            using var scope = NewDisposeScope();
            using var ungraded = no_grad();
            _ = _network.Restore(Pictures(1), _network.Describe(Pictures(1, 2)), ones([1, 2]));
        });

    private static Tensor Pictures(params long[] count) => (rand([.. count, 3, 32, 32]) * 2) - 1;

    // A trained network has no zeros left.
    private void Disturb()
    {
        using var ungraded = no_grad();
        foreach (var parameter in _network.parameters())
        {
            parameter.add_(randn(parameter.shape) * 0.1);
        }
    }
}
