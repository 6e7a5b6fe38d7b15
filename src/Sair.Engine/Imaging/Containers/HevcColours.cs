using System.Buffers.Binary;

namespace Sair.Engine.Imaging.Containers;

/// <summary>Reads what an HEVC stream says of its colours (ITU-T H.265, annex E), for files that say it nowhere else.</summary>
internal static class HevcColours
{
    private const int SequenceParameters = 33;
    private const int ArraysAt = 22;
    private const int GeneralProfileBits = 88;
    private const int LevelBits = 8;

    /// <summary>Reads the codes of primaries and transfer out of the decoder's settings.</summary>
    /// <param name="settings">The content of an <c>hvcC</c> box; may be anything.</param>
    /// <returns>Null where there are none, or where they stand behind structures that pictures do not use.</returns>
    public static (int Primaries, int Transfer)? Read(ReadOnlySpan<byte> settings)
    {
        if (settings.Length <= ArraysAt)
        {
            return null;
        }

        var rest = settings[(ArraysAt + 1)..];
        for (var arrays = settings[ArraysAt]; arrays > 0 && rest.Length >= 3; arrays--)
        {
            var (type, units) = (rest[0] & 0x3F, BinaryPrimitives.ReadUInt16BigEndian(rest[1..]));
            rest = rest[3..];
            for (; units > 0 && rest.Length >= 2; units--)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
                if (2 + length > rest.Length)
                {
                    return null;
                }

                if (type == SequenceParameters && length > 2)
                {
                    return ReadParameters(rest.Slice(4, length - 2));
                }

                rest = rest[(2 + length)..];
            }
        }

        return null;
    }

    private static (int, int)? ReadParameters(ReadOnlySpan<byte> unit)
    {
        var bits = new Bits(unit);
        bits.Skip(4);
        var layers = bits.Read(3);
        bits.Skip(1);
        SkipProfiles(ref bits, layers);
        bits.ReadExponential();
        if (bits.ReadExponential() == 3)
        {
            bits.Skip(1);
        }

        SkipExponential(ref bits, 2);
        SkipExponential(ref bits, bits.Read(1) * 4);
        SkipExponential(ref bits, 2);
        var orderBits = bits.ReadExponential() + 4;
        SkipExponential(ref bits, 3 * (bits.Read(1) == 1 ? layers + 1 : 1));
        SkipExponential(ref bits, 6);
        if (bits.Read(1) == 1 && bits.Read(1) == 1)
        {
            return null;
        }

        bits.Skip(2);
        if (bits.Read(1) == 1)
        {
            bits.Skip(8);
            SkipExponential(ref bits, 2);
            bits.Skip(1);
        }

        return SkipReferences(ref bits, orderBits) ? ReadUsability(ref bits) : null;
    }

    private static (int, int)? ReadUsability(ref Bits bits)
    {
        bits.Skip(2);
        if (bits.Read(1) == 0)
        {
            return null;
        }

        if (bits.Read(1) == 1 && bits.Read(8) == 255)
        {
            bits.Skip(32);
        }

        bits.Skip(bits.Read(1));
        if (bits.Read(1) == 0)
        {
            return null;
        }

        bits.Skip(4);
        return bits.Read(1) == 1 && (bits.Read(8), bits.Read(8)) is var codes && !bits.IsPastEnd ? codes : null;
    }

    private static void SkipProfiles(ref Bits bits, int layers)
    {
        bits.Skip(GeneralProfileBits + LevelBits);
        var lengths = 0;
        for (var i = 0; i < layers; i++)
        {
            lengths += (bits.Read(1) * GeneralProfileBits) + (bits.Read(1) * LevelBits);
        }

        bits.Skip((layers > 0 ? 2 * (8 - layers) : 0) + lengths);
    }

    // Pictures refer to no others; a stream that holds more than one plain list is left alone.
    private static bool SkipReferences(ref Bits bits, int orderBits)
    {
        var lists = bits.ReadExponential();
        if (lists > 1)
        {
            return false;
        }

        if (lists == 1)
        {
            var pictures = bits.ReadExponential() + bits.ReadExponential();
            for (var i = 0; i < pictures && !bits.IsPastEnd; i++)
            {
                bits.ReadExponential();
                bits.Skip(1);
            }
        }

        if (bits.Read(1) == 1)
        {
            bits.Skip(bits.ReadExponential() * (orderBits + 1));
        }

        return !bits.IsPastEnd;
    }

    private static void SkipExponential(ref Bits bits, int count)
    {
        for (var i = 0; i < count; i++)
        {
            bits.ReadExponential();
        }
    }

    /// <summary>Bits of a unit, without the bytes that keep it from looking like a start code; zeros behind its end.</summary>
    private ref struct Bits(ReadOnlySpan<byte> unit)
    {
        private readonly byte[] _bytes = Unescape(unit);
        private long _at;

        public readonly bool IsPastEnd => _at > 8L * _bytes.Length;

        public void Skip(int count) => _at += Math.Max(0, count);

        public int Read(int count)
        {
            var value = 0;
            for (; count > 0; count--, _at++)
            {
                var bit = _at < 8L * _bytes.Length ? (_bytes[_at / 8] >> (int)(7 - (_at % 8))) & 1 : 0;
                value = (value << 1) | bit;
            }

            return value;
        }

        // Exp-Golomb code (section 9.2).
        public int ReadExponential()
        {
            var zeros = 0;
            while (zeros < 24 && !IsPastEnd && Read(1) == 0)
            {
                zeros++;
            }

            return (1 << zeros) - 1 + Read(zeros);
        }

        private static byte[] Unescape(ReadOnlySpan<byte> unit)
        {
            var bytes = new List<byte>(unit.Length);
            for (var i = 0; i < unit.Length; i++)
            {
                if (unit[i] != 3 || i < 2 || unit[i - 1] != 0 || unit[i - 2] != 0)
                {
                    bytes.Add(unit[i]);
                }
            }

            return [.. bytes];
        }
    }
}
