using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class TrueFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Notice",
                table: "Restorations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "EarlierSeconds",
                table: "Requests",
                type: "REAL",
                nullable: false,
                defaultValue: 0.0);

            migrationBuilder.AddColumn<int>(
                name: "ReferencesAsked",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "FaceSearchAttempts",
                table: "Photos",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "UsedUtc",
                table: "Photos",
                type: "TEXT",
                nullable: true);

            // What was uploaded before and is used by nothing gets a day too, as if it had been opened now.
            migrationBuilder.Sql("""UPDATE "Photos" SET "UsedUtc" = strftime('%Y-%m-%d %H:%M:%f', 'now');""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Notice",
                table: "Restorations");

            migrationBuilder.DropColumn(
                name: "EarlierSeconds",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ReferencesAsked",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "FaceSearchAttempts",
                table: "Photos");

            migrationBuilder.DropColumn(
                name: "UsedUtc",
                table: "Photos");
        }
    }
}
