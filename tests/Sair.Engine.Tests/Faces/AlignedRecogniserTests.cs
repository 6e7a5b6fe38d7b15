using Sair.Engine.Faces;
using Sair.Engine.Networks;
using Sair.Engine.Operators;
using Sair.TestKit;

namespace Sair.Engine.Tests.Faces;

public sealed class AlignedRecogniserTests
{
    [Theory]
    [InlineData(48)]
    [InlineData(200)]
    public void Forward_GradientToTheImage_AgreesWithFiniteDifferences(int side)
    {
        // Small enough to cross few kinks of the rectifiers, large enough to rise above the rounding of single precision.
        const double step = 1e-2;
        using var scope = torch.NewDisposeScope();
        using var recogniser = AlignedRecogniser.Load(FaceModels.Shared, torch.CPU);
        torch.manual_seed(3);
        var direction = torch.randn([1, 128]);
        var noise = torch.randn([1, 3, side, side]);
        var image = SmoothFace(side);
        image.requires_grad_();

        var gradient = torch.autograd.grad([(recogniser.call(image) * direction).sum()], [image])[0];
        var shift = (gradient / gradient.norm()) + (noise / noise.norm());
        double Value(double amount)
        {
            using var ungraded = torch.no_grad();
            return (recogniser.call(image + (shift * amount)) * direction).sum().ToDouble();
        }

        var predicted = (gradient * shift).sum().ToDouble();
        var measured = (Value(step) - Value(-step)) / (2 * step);
        Assert.True(Math.Abs(predicted) > 0.1, $"The derivative {predicted} is too small to compare.");
        Assert.Equal(measured, predicted, 0.02 * Math.Abs(predicted));
    }

    [Fact]
    public void Parameters_ByDefault_AreFrozen()
    {
        using var recogniser = AlignedRecogniser.Load(FaceModels.Shared, torch.CPU);

        Assert.NotEmpty(recogniser.parameters());
        Assert.All(recogniser.parameters(), parameter => Assert.False(parameter.requires_grad));
    }

    [Fact]
    public void Forward_SameFaceAtTwoSizes_GivesNearlyTheSameDescriptor()
    {
        using var scope = torch.NewDisposeScope();
        using var ungraded = torch.no_grad();
        using var recogniser = AlignedRecogniser.Load(FaceModels.Shared, torch.CPU);
        var large = SmoothFace(256);

        var distance = (recogniser.call(large) - recogniser.call(SmoothFace(128))).norm().ToDouble();

        Assert.InRange(distance, 0, 0.25);
    }

    [Fact]
    public void Forward_TwoIterations_LeavesNoTensorBehind()
    {
        using var recogniser = AlignedRecogniser.Load(FaceModels.Shared, torch.CPU);
        using var expressions = AlignedExpressions.Load(FaceModels.Shared, torch.CPU);
        void Iterate()
        {
            using var scope = torch.NewDisposeScope();
            var image = SmoothFace(64).requires_grad_();
            (recogniser.call(image).sum() + expressions.call(image).sum()).backward();
        }

        Iterate();
        LiveTensors.AssertUnchanged(Iterate);
    }

    [Fact]
    public void Forward_ExpressionsOfTwoFaces_GivesOneRowOfLogitsEach()
    {
        using var scope = torch.NewDisposeScope();
        using var expressions = AlignedExpressions.Load(FaceModels.Shared, torch.CPU);

        var logits = expressions.call(torch.cat([SmoothFace(96), SmoothFace(96).flip(3)]));

        Assert.Equal([2, ExpressionNetwork.Names.Count], logits.shape);
        Assert.Equal("happy", ExpressionNetwork.Names[(int)logits.select(0, 0).argmax().ToInt64()]);
    }

    // The middle of a portrait, framed as FFHQ does within a few pixels.
    private static Tensor SmoothFace(int side)
    {
        var photo = GoldenFaces.Photo("london_031_08_450x450.png");
        using var scope = torch.NewDisposeScope();
        var pixels = torch.tensor(photo.Pixels, [photo.Height, photo.Width, 3]).permute(2, 0, 1).to(torch.float32).unsqueeze(0) / 255;
        var square = pixels.narrow(2, 110, 230).narrow(3, 106, 230);
        return PictureOperators.ResizeAntialiased(square, side, side).MoveToOuterDisposeScope();
    }
}
