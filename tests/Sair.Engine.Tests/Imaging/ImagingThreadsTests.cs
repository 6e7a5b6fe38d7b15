using System.Security.Cryptography;
using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImagingThreadsTests
{
    private const int Threads = 4;

    private static readonly ImageFormat[] Written = [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Webp];

    [Fact]
    public void AllOperations_FourThreadsAtOnce_GiveWhatOneThreadGives()
    {
        var files = Written.Select(format => ImageEncoder.Encode(Pattern(96), format)).ToArray();

        AssertSameOnAllThreads(repetitions: 8, files.Length, file => Process(files[file]));
    }

    // Every resize compiles and frees code of its own, so small pictures put the most strain on what compiles it.
    [Fact]
    public void Resize_ManySmallPicturesOnFourThreads_GivesWhatOneThreadGives()
    {
        var source = Pattern(20);

        AssertSameOnAllThreads(
            repetitions: 5,
            143,
            size => Convert.ToHexString(ImageResizer.Resize(source, 4 + (size % 13), 4 + (size % 11)).Pixels)
        );
    }

    private static void AssertSameOnAllThreads(int repetitions, int count, Func<int, string> operation)
    {
        var expected = Enumerable.Range(0, count).Select(operation).ToArray();
        var results = new string[Threads][];
        var threads = Enumerable
            .Range(0, Threads)
            .Select(number => new Thread(() =>
                results[number] = Enumerable.Range(0, count * repetitions).Select(i => operation((i + number) % count)).ToArray()
            ))
            .ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        for (var number = 0; number < Threads; number++)
        {
            Assert.Equal(Enumerable.Range(0, count * repetitions).Select(i => expected[(i + number) % count]), results[number]);
        }
    }

    /// <summary>Decodes, resizes with every filter and encodes.</summary>
    private static string Process(byte[] file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var image = ImageDecoder.Decode(file).Image;
        hash.AppendData(image.Pixels);
        foreach (var kernel in Enum.GetValues<ResampleKernel>())
        {
            hash.AppendData(ImageResizer.Resize(image, 33, 21, kernel).Pixels);
        }

        hash.AppendData(ImageEncoder.Encode(image, ImageFormat.Jpeg));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static RgbImage Pattern(int side)
    {
        var pixels = new byte[side * side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * i / 97);
        }

        return new RgbImage(side, side, pixels);
    }
}
