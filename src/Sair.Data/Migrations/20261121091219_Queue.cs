using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <inheritdoc />
    public partial class Queue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "BatchId",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "BranchIteration",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletedUtc",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EarlierCurveJson",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ParentRequestId",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "PauseRequested",
                table: "Requests",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Preset",
                table: "Requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Rating",
                table: "Requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResumeStateBlob",
                table: "Requests",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Requests_BatchId",
                table: "Requests",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_Requests_ParentRequestId",
                table: "Requests",
                column: "ParentRequestId");

            migrationBuilder.AddForeignKey(
                name: "FK_Requests_Requests_ParentRequestId",
                table: "Requests",
                column: "ParentRequestId",
                principalTable: "Requests",
                principalColumn: "Id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Requests_Requests_ParentRequestId",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_BatchId",
                table: "Requests");

            migrationBuilder.DropIndex(
                name: "IX_Requests_ParentRequestId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "BatchId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "BranchIteration",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "DeletedUtc",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "EarlierCurveJson",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ParentRequestId",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "PauseRequested",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Preset",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "Rating",
                table: "Requests");

            migrationBuilder.DropColumn(
                name: "ResumeStateBlob",
                table: "Requests");
        }
    }
}
