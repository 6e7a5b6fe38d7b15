using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Requests_CreatedUtc",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Photos_CreatedUtc",
                table: "Photos");

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerId",
                table: "Requests",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("6a1f0c52-5d0e-4c8e-9c1b-3f6f6f0b7a01"));

            migrationBuilder.AddColumn<Guid>(
                name: "PersonId",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "DifferenceHash",
                table: "Photos",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerId",
                table: "Photos",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("6a1f0c52-5d0e-4c8e-9c1b-3f6f6f0b7a01"));

            migrationBuilder.AddColumn<DateTime>(
                name: "TakenUtc",
                table: "Photos",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "Quality",
                table: "Faces",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "Sharpness",
                table: "Faces",
                type: "REAL",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ThumbnailBlob",
                table: "Faces",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "People",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    CreatedUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DeletedUtc = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_People", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PersonPhotos",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PhotoId = table.Column<Guid>(type: "TEXT", nullable: false),
                    FaceId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Excluded = table.Column<bool>(type: "INTEGER", nullable: false),
                    AddedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PersonPhotos", x => new { x.PersonId, x.PhotoId });
                    table.ForeignKey(
                        name: "FK_PersonPhotos_Faces_FaceId",
                        column: x => x.FaceId,
                        principalTable: "Faces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_PersonPhotos_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_PersonPhotos_Photos_PhotoId",
                        column: x => x.PhotoId,
                        principalTable: "Photos",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_OwnerId_CreatedUtc",
                table: "Requests",
                columns: new[] { "OwnerId", "CreatedUtc" });

            migrationBuilder.CreateIndex(
                name: "IX_Requests_PersonId",
                table: "Requests",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_Photos_OwnerId_CreatedUtc",
                table: "Photos",
                columns: new[] { "OwnerId", "CreatedUtc" });

            migrationBuilder.CreateIndex(
                name: "IX_People_OwnerId",
                table: "People",
                column: "OwnerId");

            migrationBuilder.CreateIndex(
                name: "IX_PersonPhotos_FaceId",
                table: "PersonPhotos",
                column: "FaceId");

            migrationBuilder.CreateIndex(
                name: "IX_PersonPhotos_PhotoId",
                table: "PersonPhotos",
                column: "PhotoId");

            migrationBuilder.AddForeignKey(
                name: "FK_Requests_People_PersonId",
                table: "Requests",
                column: "PersonId",
                principalTable: "People",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Requests_People_PersonId",
                table: "Requests");

            migrationBuilder.DropTable(
                name: "PersonPhotos");

            migrationBuilder.DropTable(
                name: "People");

            migrationBuilder.DropIndex(
                name: "IX_Requests_OwnerId_CreatedUtc",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_PersonId",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Photos_OwnerId_CreatedUtc",
                table: "Photos");

            migrationBuilder.DropColumn(
                name: "OwnerId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "PersonId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "DifferenceHash",
                table: "Photos");

            migrationBuilder.DropColumn(
                name: "OwnerId",
                table: "Photos");

            migrationBuilder.DropColumn(
                name: "TakenUtc",
                table: "Photos");

            migrationBuilder.DropColumn(
                name: "Quality",
                table: "Faces");

            migrationBuilder.DropColumn(
                name: "Sharpness",
                table: "Faces");

            migrationBuilder.DropColumn(
                name: "ThumbnailBlob",
                table: "Faces");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_CreatedUtc",
                table: "Requests",
                column: "CreatedUtc");

            migrationBuilder.CreateIndex(
                name: "IX_Photos_CreatedUtc",
                table: "Photos",
                column: "CreatedUtc");
        }
    }
}
