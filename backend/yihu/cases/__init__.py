"""监测对象与风险个案: cases (个案), their steps, public notices (公示), objections (异议), own declarations (自主申报)."""
