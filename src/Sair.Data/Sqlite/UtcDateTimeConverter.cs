using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Sair.Data.Sqlite;

/// <summary>Keeps times as UTC <see cref="DateTime"/>: SQLite cannot order by <see cref="DateTimeOffset"/> and forgets the kind.</summary>
internal sealed class UtcDateTimeConverter() : ValueConverter<DateTime, DateTime>(
    value => RequireUtc(value),
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime RequireUtc(DateTime value) =>
        value.Kind == DateTimeKind.Utc ? value : throw new ArgumentException("Only UTC times are stored.", nameof(value));
}
