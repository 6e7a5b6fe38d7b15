Console.Error.WriteLine("Only the migrations tool uses this project: see src/Sair.Data/Migrations/README.md.");
return 1;
