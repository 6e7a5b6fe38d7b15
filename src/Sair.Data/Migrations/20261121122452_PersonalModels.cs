using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class PersonalModels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "PersonalModels",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: true),
                    RequestId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Album = table.Column<string>(type: "TEXT", nullable: false),
                    BaseModel = table.Column<string>(type: "TEXT", nullable: false),
                    Tuning = table.Column<string>(type: "TEXT", nullable: false),
                    FaceIds = table.Column<string>(type: "TEXT", nullable: false),
                    WeightsBlob = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ProgressBlob = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PersonalModels", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PersonalModels_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_PersonalModels_Requests_RequestId",
                        column: x => x.RequestId,
                        principalTable: "Requests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PersonalModels_OwnerId_Album",
                table: "PersonalModels",
                columns: new[] { "OwnerId", "Album" });

            migrationBuilder.CreateIndex(
                name: "IX_PersonalModels_PersonId",
                table: "PersonalModels",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PersonalModels_RequestId",
                table: "PersonalModels",
                column: "RequestId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PersonalModels");
        }
    }
}
