using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class Evidence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "BlendStrength",
                table: "Restorations",
                type: "REAL",
                nullable: false,
                defaultValue: 1.0);

            migrationBuilder.AddColumn<string>(
                name: "EvidenceJson",
                table: "Restorations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HeatmapBlob",
                table: "Restorations",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Verdict",
                table: "Restorations",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RestorationFrames",
                columns: table => new
                {
                    RestorationId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Iteration = table.Column<int>(type: "INTEGER", nullable: false),
                    Blob = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RestorationFrames", x => new { x.RestorationId, x.Iteration });
                    table.ForeignKey(
                        name: "FK_RestorationFrames_Restorations_RestorationId",
                        column: x => x.RestorationId,
                        principalTable: "Restorations",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RestorationFrames");

            migrationBuilder.DropColumn(
                name: "BlendStrength",
                table: "Restorations");

            migrationBuilder.DropColumn(
                name: "EvidenceJson",
                table: "Restorations");

            migrationBuilder.DropColumn(
                name: "HeatmapBlob",
                table: "Restorations");

            migrationBuilder.DropColumn(
                name: "Verdict",
                table: "Restorations");
        }
    }
}
