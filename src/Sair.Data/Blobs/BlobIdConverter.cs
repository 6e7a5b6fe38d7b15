using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Sair.Data.Blobs;

/// <summary>Stores a <see cref="BlobId"/> as its hexadecimal digits.</summary>
internal sealed class BlobIdConverter() : ValueConverter<BlobId, string>(id => id.ToString(), hex => BlobId.Parse(hex, null));
