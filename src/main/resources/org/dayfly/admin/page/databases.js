// databases
