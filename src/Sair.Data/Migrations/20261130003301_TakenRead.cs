using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <summary>Lets photos without a date, or with one that cannot be true, be asked for it once more at the next start: until now only some kinds of files were asked.</summary>
    public partial class TakenRead : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "TakenRead",
                table: "Photos",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.Sql("""UPDATE "Photos" SET "TakenRead" = 1 WHERE "TakenUtc" IS NOT NULL AND "TakenUtc" <= datetime("CreatedUtc", '+1 day');""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "TakenRead",
                table: "Photos");
        }
    }
}
