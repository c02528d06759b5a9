# A stock solution is weighed out as the salt in the bottle, not as the base in the paper.

drugs <- c(
  propranolol = "CC(C)NCC(O)COc1cccc2ccccc12.Cl",
  metformin = "CN(C)C(=N)NC(N)=N.Cl",
  sildenafil = "CCCc1nn(C)c2c1nc([nH]c2=O)-c1cc(ccc1OCC)S(=O)(=O)N1CCN(C)CC1.OC(=O)CC(O)(CC(=O)O)C(=O)O",
  warfarin = "CC(=O)CC(c1ccccc1)C1=C([O-])c2ccccc2OC1=O.[Na+]"
)

# g/mol, with the counter-ion.
mass <- c(propranolol = 295.81, metformin = 165.63, sildenafil = 666.71, warfarin = 330.31)

# Milligrams for 1 mL of a 10 mM stock: 10 µmol.
milligrams <- round(mass * 10 / 1000, 2)
print(data.frame(smiles = drugs, mg = milligrams))

# Broken on purpose: a carbon with five bonds.
smiles <- "CC(C)(C)(C)O"
