using Sair.Engine;
using Sair.Engine.Degradations;
using Sair.Engine.Imaging;
using Sair.TestKit;
using Sair.Training.Enlargement;

namespace Sair.Training.Tests.Enlargement;

public sealed class RealSizeFitTests
{
    [Fact]
    public void Run_OneTraceTellsTheFactor_LearnsIt()
    {
        var random = new Random(1);
        var samples = Enumerable
            .Range(0, 900)
            .Select(i =>
            {
                var factor = Math.Pow(2, i % 7 * 0.5);
                var traces = new float[EnlargementTraces.Count];
                for (var k = 0; k < traces.Length; k++)
                {
                    traces[k] = (float)random.NextDouble();
                }

                traces[5] = (float)factor;
                return (traces, factor);
            })
            .ToList();

        var network = RealSizeFit.Run(samples, hidden: 8, epochs: 100, seed: 1);

        var right = samples.Average(sample =>
        {
            var logs = network.Read(sample.traces);
            return Array.IndexOf(logs, logs.Max()) == (int)Math.Round(2 * Math.Log2(sample.factor)) ? 1.0 : 0;
        });
        Assert.True(right > 0.8, $"{right:P0} right");
        Assert.Equal(1, network.Read(samples[0].traces).Sum(Math.Exp), 1e-6);
    }

    [Fact]
    public void Parse_WrittenNetwork_SaysTheSame()
    {
        var random = new Random(2);
        var samples = Enumerable
            .Range(0, 40)
            .Select(i =>
                (Enumerable.Range(0, EnlargementTraces.Count).Select(_ => (float)random.NextDouble()).ToArray(), i % 2 == 0 ? 1.0 : 4.0)
            )
            .ToList();
        var network = RealSizeFit.Run(samples, hidden: 3, epochs: 2, seed: 1);

        var read = RealSizeNetwork.Parse(network.Write());

        Assert.Equal(3, read.Hidden);
        Assert.All(network.Read(samples[0].Item1).Zip(read.Read(samples[0].Item1)), pair => Assert.Equal(pair.First, pair.Second, 0.01));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3")]
    [InlineData("a b")]
    public void Parse_NoNetwork_Throws(string text) => Assert.Throws<FormatException>(() => RealSizeNetwork.Parse(text));

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(16, 6, 1)]
    public void Targets_AtAPlace_IsThatPlace(double factor, int place, double share) =>
        Assert.Equal(share, RealSizeFit.Targets(factor)[place], 1e-9);

    [Fact]
    public void Targets_BetweenPlaces_IsSharedByTheNeighbours()
    {
        var targets = RealSizeFit.Targets(Math.Pow(2, 1.25));

        Assert.Equal(0.5, targets[2], 1e-9);
        Assert.Equal(0.5, targets[3], 1e-9);
        Assert.Equal(1, targets.Sum(), 1e-9);
    }

    [Fact]
    public void Find_TwoHalves_ShareNobodyAndHoldEverybody()
    {
        using var folder = new TemporaryFolder();
        for (var person = 0; person < 20; person++)
        {
            var home = Directory.CreateDirectory(Path.Combine(folder.Path, $"person{person}")).FullName;
            File.WriteAllBytes(Path.Combine(home, "a.jpg"), []);
            File.WriteAllBytes(Path.Combine(home, "b.PNG"), []);
            File.WriteAllBytes(Path.Combine(home, "notes.txt"), []);
        }

        var (fitted, measured) = (
            PersonHalves.Find([folder.Path], isMeasuring: false),
            PersonHalves.Find([folder.Path], isMeasuring: true)
        );

        Assert.Equal(40, fitted.Count + measured.Count);
        Assert.Empty(fitted.Select(Path.GetDirectoryName).Intersect(measured.Select(Path.GetDirectoryName)));
        Assert.Equal(3, PersonHalves.Find([folder.Path], isMeasuring: true, most: 3).Select(Path.GetDirectoryName).Distinct().Count());
    }

    [Fact]
    public void Find_NoSuchFolder_SaysSo()
    {
        var failure = Assert.Throws<InvalidOptionsException>(() => PersonHalves.Find(["nowhere-at-all"], isMeasuring: true));

        Assert.Contains("nowhere-at-all", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EnlargementKernel.Nearest)]
    [InlineData(EnlargementKernel.Bilinear)]
    [InlineData(EnlargementKernel.Bicubic)]
    [InlineData(EnlargementKernel.Lanczos)]
    public void Apply_Enlarged_HasTheNewSizeAndTheSameColours(EnlargementKernel kernel)
    {
        var stored = new PhotoHistory
        {
            Factor = 2.5,
            Kernel = kernel,
            Jpeg = 90,
        }.Apply(Ramp(40, 20), seed: 3);

        Assert.Equal((100, 50), (stored.Width, stored.Height));
        Assert.InRange(stored.Pixels[((25 * 100) + 50) * 3], 115, 140);
    }

    [Theory]
    [InlineData(NaturalBlur.Gaussian)]
    [InlineData(NaturalBlur.Focus)]
    [InlineData(NaturalBlur.Motion)]
    public void Apply_Blurred_SpreadsAPointAndKeepsItsLight(NaturalBlur blur)
    {
        var pixels = new byte[21 * 21 * 3];
        pixels.AsSpan(((10 * 21) + 10) * 3, 3).Fill(255);

        var stored = new PhotoHistory { Blur = blur, BlurSize = 3 }.Apply(new RgbImage(21, 21, pixels), seed: 1);

        Assert.InRange(stored.Pixels.Max(), (byte)1, (byte)200);
        Assert.InRange(stored.Pixels.Sum(value => value) / 3, 200, 320);
    }

    [Fact]
    public void Draw_SameSeed_IsTheSamePhoto()
    {
        var (first, second) = (HistoryDraw.Draw(Ramp(250, 250), new Random(5)), HistoryDraw.Draw(Ramp(250, 250), new Random(5)));

        Assert.Equal(first.History, second.History);
        Assert.Equal(first.Luma.Cast<float>(), second.Luma.Cast<float>());
    }

    private static RgbImage Ramp(int width, int height) =>
        new(width, height, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)(255.0 * (i / 3 % width) / (width - 1)))]);
}
