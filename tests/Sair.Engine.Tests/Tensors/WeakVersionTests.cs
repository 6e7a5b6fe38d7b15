using System.Buffers.Binary;
using System.Text;
using Sair.Build;

namespace Sair.Engine.Tests.Tensors;

public sealed class WeakVersionTests
{
    private const int Header = 0x40;
    private const int SectionSize = 0x40;
    private const int Needs = 0x100;
    private const int Names = 0x200;

    [Fact]
    public void Mark_OneRequirement_SetsItsFlagAlone()
    {
        var image = Library("GLIBCXX_3.4.29", "GLIBCXX_3.4.32", "GLIBC_2.34");
        var before = (byte[])image.Clone();

        WeakVersion.Mark(image, "GLIBCXX_3.4.32");

        Assert.Equal(2, image[Entry(1) + 4]);
        Assert.Equal([Entry(1) + 4], Enumerable.Range(0, image.Length).Where(i => image[i] != before[i]));
    }

    [Theory]
    [InlineData("asks for GLIBCXX_3.4.32 0 times", "GLIBC_2.34")]
    [InlineData("asks for GLIBCXX_3.4.32 2 times", "GLIBCXX_3.4.32", "GLIBCXX_3.4.32")]
    public void Mark_NotExactlyOne_Throws(string sentence, params string[] versions)
    {
        var failure = Assert.Throws<InvalidDataException>(() => WeakVersion.Mark(Library(versions), "GLIBCXX_3.4.32"));

        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mark_NoLibraryOrACutOne_Throws()
    {
        Assert.Throws<InvalidDataException>(() => WeakVersion.Mark(Encoding.ASCII.GetBytes("#!/bin/sh"), "GLIBCXX_3.4.32"));
        Assert.Throws<InvalidDataException>(() => WeakVersion.Mark(Library("GLIBCXX_3.4.32")[..(Needs + 20)], "GLIBCXX_3.4.32"));
    }

    private static int Entry(int index) => Needs + 16 + (16 * index);

    // Two sections: requirements and their names; one file is asked for all versions.
    private static byte[] Library(params string[] versions)
    {
        var image = new byte[0x400];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }.CopyTo(image, 0);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(0x28), Header);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x3A), SectionSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(0x3C), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Header + 4), 0x6FFFFFFE);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(Header + 0x18), Needs);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Header + 0x28), 1);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(Header + SectionSize + 0x18), Names);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(Needs + 2), (ushort)versions.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Needs + 8), 16);
        var name = 1;
        for (var i = 0; i < versions.Length; i++)
        {
            Encoding.ASCII.GetBytes(versions[i]).CopyTo(image, Names + name);
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Entry(i) + 8), (uint)name);
            BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Entry(i) + 12), i < versions.Length - 1 ? 16u : 0);
            name += versions[i].Length + 1;
        }

        return image;
    }
}
