using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Sair.Data.Accounts;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class Sessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // EF would build the table anew outside the transaction; SQLite drops the columns itself.
            migrationBuilder.Sql("ALTER TABLE \"Users\" DROP COLUMN \"FailedSignIns\";");
            migrationBuilder.Sql("ALTER TABLE \"Users\" DROP COLUMN \"LockedUntilUtc\";");

            migrationBuilder.AddColumn<string>(
                name: "ConcurrencyStamp",
                table: "Users",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Stamp = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    UsedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sessions_Users_UserId",
                        column: x => x.UserId,
                        principalTable: "Users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_UserId",
                table: "Sessions",
                column: "UserId");

            // Earlier versions let open pages of removed members store things that nobody could see or delete any more.
            foreach (var table in new[] { "PersonalModels", "Galleries", "Requests", "People", "Photos", "ApiKeys" })
            {
                migrationBuilder.Sql($"DELETE FROM \"{table}\" WHERE \"OwnerId\" <> '{Owners.Local.ToString().ToUpperInvariant()}' AND \"OwnerId\" NOT IN (SELECT \"Id\" FROM \"Users\");");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Sessions");

            migrationBuilder.DropColumn(
                name: "ConcurrencyStamp",
                table: "Users");

            migrationBuilder.AddColumn<int>(
                name: "FailedSignIns",
                table: "Users",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "LockedUntilUtc",
                table: "Users",
                type: "TEXT",
                nullable: true);
        }
    }
}
