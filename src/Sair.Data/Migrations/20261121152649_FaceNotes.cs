using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class FaceNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "DegradationJson",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MarksBlob",
                table: "Requests",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "FaceSearchPending",
                table: "Photos",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "DegradationJson",
                table: "Faces",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "MarksBlob",
                table: "Faces",
                type: "TEXT",
                maxLength: 64,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "DegradationJson",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "MarksBlob",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "FaceSearchPending",
                table: "Photos");

            migrationBuilder.DropColumn(
                name: "DegradationJson",
                table: "Faces");

            migrationBuilder.DropColumn(
                name: "MarksBlob",
                table: "Faces");
        }
    }
}
