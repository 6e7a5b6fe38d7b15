using System;
using System.IO;
using System.Text;
#if !SAIR_TESTS
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
#endif

#pragma warning disable IDE0161 // Compiled by the build itself, in the language of its oldest compiler.
namespace Sair.Build
{
    /// <summary>
    /// Marks one version requirement of an ELF library as weak (VER_FLG_WEAK in its vernaux entry), so that the loader starts the
    /// library without it. TorchSharp's native part asks for GLIBCXX_3.4.32, that is for the C++ library of GCC 13, only through the marker
    /// _ZSt21ios_base_library_initv, which no relocation uses; Debian 12 and Ubuntu 22.04 stop at 3.4.30. Where the version is
    /// there, the flag changes nothing.
    /// </summary>
    public static class WeakVersion
    {
        private const uint VersionNeeds = 0x6FFFFFFE;
        private const ushort Weak = 2;
        private static readonly byte[] Magic = { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 };

        /// <summary>Sets the flag.</summary>
        /// <param name="image">A 64-bit little-endian ELF file; changed.</param>
        /// <param name="version">Name of the version.</param>
        /// <exception cref="InvalidDataException">The file is none, or does not ask for the version exactly once.</exception>
        public static void Mark(byte[] image, string version)
        {
            var found = 0;
            try
            {
                for (var i = 0; i < Magic.Length; i++)
                {
                    if (image[i] != Magic[i])
                    {
                        throw new InvalidDataException("It is no 64-bit ELF library.");
                    }
                }

                var sections = checked((int)BitConverter.ToInt64(image, 0x28));
                var size = BitConverter.ToUInt16(image, 0x3A);
                var count = BitConverter.ToUInt16(image, 0x3C);
                for (var section = sections; section < sections + (size * count); section += size)
                {
                    if (BitConverter.ToUInt32(image, section + 4) == VersionNeeds)
                    {
                        var strings = sections + (size * checked((int)BitConverter.ToUInt32(image, section + 0x28)));
                        found += MarkNeeds(image, At(image, section), At(image, strings), version);
                    }
                }
            }
            catch (Exception failure)
                when (failure is ArgumentException || failure is IndexOutOfRangeException || failure is OverflowException)
            {
                throw new InvalidDataException("It is no complete ELF library.", failure);
            }

            if (found != 1)
            {
                throw new InvalidDataException("It asks for " + version + " " + found + " times instead of once.");
            }
        }

        private static int At(byte[] image, int section)
        {
            return checked((int)BitConverter.ToInt64(image, section + 0x18));
        }

        private static int MarkNeeds(byte[] image, int need, int names, string version)
        {
            var found = 0;
            while (true)
            {
                var entries = BitConverter.ToUInt16(image, need + 2);
                var entry = need + checked((int)BitConverter.ToUInt32(image, need + 8));
                for (var i = 0; i < entries; i++)
                {
                    if (Name(image, names + checked((int)BitConverter.ToUInt32(image, entry + 8))) == version)
                    {
                        image[entry + 4] |= (byte)Weak;
                        found++;
                    }

                    entry += checked((int)BitConverter.ToUInt32(image, entry + 12));
                }

                var following = checked((int)BitConverter.ToUInt32(image, need + 12));
                if (following == 0)
                {
                    return found;
                }

                need += following;
            }
        }

        private static string Name(byte[] image, int at)
        {
            return Encoding.ASCII.GetString(image, at, Array.IndexOf(image, (byte)0, at) - at);
        }
    }

#if !SAIR_TESTS
    /// <summary>Copies a library and marks one version requirement of the copy as weak.</summary>
    public sealed class CopyWithWeakVersion : Task
    {
        [Required]
        public string Source { get; set; }

        [Required]
        public string Destination { get; set; }

        [Required]
        public string Version { get; set; }

        public override bool Execute()
        {
            try
            {
                var image = File.ReadAllBytes(Source);
                WeakVersion.Mark(image, Version);

                // A program that has the old file mapped keeps it.
                var made = Destination + ".new";
                File.WriteAllBytes(made, image);
                File.Delete(Destination);
                File.Move(made, Destination);
                return true;
            }
            catch (InvalidDataException failure)
            {
                Log.LogError(
                    "{0} cannot be prepared for older systems: {1} Another version of TorchSharp may need another preparation, see "
                        + "src/build/WeakVersion.cs.",
                    Source,
                    failure.Message
                );
                return false;
            }
        }
    }
#endif
}
