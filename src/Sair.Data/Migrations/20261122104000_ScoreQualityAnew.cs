using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Sair.Data.Migrations
{
    /// <summary>Forgets quality scores of the network before this one, which scored otherwise; what has no score is scored at the next start.</summary>
    public partial class ScoreQualityAnew : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""UPDATE "Faces" SET "QualityScore" = NULL;""");
            migrationBuilder.Sql("""UPDATE "Restorations" SET "QualityBefore" = NULL, "QualityAfter" = NULL;""");
        }

        /// <summary>Leaves the scores: those before cannot be had again, and an older program reads both.</summary>
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
