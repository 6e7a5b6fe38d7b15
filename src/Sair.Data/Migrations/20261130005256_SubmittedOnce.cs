using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <summary>Keeps that the user confirmed a doubtful face, and the key by which a wish that arrives twice is stored once.</summary>
    public partial class SubmittedOnce : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "EvenIfSomebodyElse",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "SubmissionKey",
                table: "Requests",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_OwnerId_SubmissionKey",
                table: "Requests",
                columns: new[] { "OwnerId", "SubmissionKey" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_OwnerId_SubmissionKey",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "EvenIfSomebodyElse",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "SubmissionKey",
                table: "Requests");
        }
    }
}
