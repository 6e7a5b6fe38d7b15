using Sair.Training.Adversarial;

namespace Sair.Training.Tests.Adversarial;

public sealed class FaceDiscriminatorTests
{
    [Fact]
    public void Forward_JudgesPatches_GivesTheFaceAsMuchSayAsItsPatches()
    {
        using var scope = NewDisposeScope();
        using var network = new FaceDiscriminator(64, channels: 4, largest: 8, judgesPatches: true);

        var verdicts = network.forward(randn([2, 3, 64, 64]));

        Assert.Equal([2, 512], verdicts.shape);
        Assert.Equal(0, (verdicts[.., 256..] - verdicts[.., 256..257]).abs().max().ToDouble());
        Assert.True((verdicts[.., ..256] - verdicts[.., ..1]).abs().max().ToDouble() > 0);
    }

    [Fact]
    public void Forward_PatchElsewhere_LeavesThePatchesVerdict()
    {
        using var scope = NewDisposeScope();
        using var network = new FaceDiscriminator(256, channels: 4, largest: 8, judgesPatches: true);
        var picture = randn([1, 3, 256, 256]);
        var altered = picture.clone();
        altered[.., .., 64.., 64..].add_(1);

        var change = (network.forward(picture) - network.forward(altered))[0].abs();

        Assert.Equal(0, change[0].ToDouble());
        Assert.True(change[255].ToDouble() > 0);
    }

    [Fact]
    public void Forward_FaceAlone_GivesOneVerdict()
    {
        using var scope = NewDisposeScope();
        using var network = new FaceDiscriminator(16, channels: 4, largest: 8);
        Assert.Equal([3, 1], network.forward(randn([3, 3, 16, 16])).shape);
    }
}
