using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class QualityScores : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "QualityAfter",
                table: "Restorations",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "QualityBefore",
                table: "Restorations",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "QualityScore",
                table: "Faces",
                type: "REAL",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "QualityAfter",
                table: "Restorations");

            migrationBuilder.DropColumn(
                name: "QualityBefore",
                table: "Restorations");

            migrationBuilder.DropColumn(
                name: "QualityScore",
                table: "Faces");
        }
    }
}
